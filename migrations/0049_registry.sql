-- The body it became part of on the day its last name ends; NULL where it did not, or where only the built-in list knows.
ALTER TABLE organisation ADD COLUMN merged_into BIGINT;

-- What the rows an act wrote were when it had written them: a line a unit of a table, in each the digest of every row.
ALTER TABLE journal ADD COLUMN sealed TEXT NOT NULL DEFAULT '';

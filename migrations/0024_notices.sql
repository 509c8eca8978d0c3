-- Found by its person also when no mail is concerned.
DROP INDEX notice_person;
CREATE INDEX notice_person ON notice (person_id, mail);

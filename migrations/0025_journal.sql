-- The request an act was part of, as the log and the error pages name it.
ALTER TABLE journal ADD COLUMN request TEXT NOT NULL DEFAULT '';
-- Searching the nation's journal. Every save pays for an index: what saves write by the million stands in two alone,
-- and in those at the end, since moments and requests' names only grow.
CREATE INDEX journal_time ON journal (at, chain, number);
CREATE INDEX journal_request ON journal (request) WHERE request <> '';
CREATE INDEX journal_act ON journal (act, at, chain, number) WHERE act <> 'put';
CREATE INDEX journal_seat ON journal (seat, at, chain, number) WHERE act <> 'put';
CREATE INDEX journal_subject ON journal (subject, at, chain, number) WHERE chain = 0;

-- Where every chain stood, once a day, sealed with a secret that is not in this database.
CREATE TABLE journal_anchor (
  id BIGINT PRIMARY KEY NOT NULL, -- 1, 2, 3 …
  at BIGINT NOT NULL,
  chains BIGINT NOT NULL,        -- how many there were, and how many acts in them
  acts BIGINT NOT NULL,
  seal TEXT NOT NULL             -- over these, the seal before and the lines of this anchor
);
-- The chains that had grown since the anchor before: a year of quiet days is a year of short ones.
CREATE TABLE journal_anchor_line (
  anchor_id BIGINT NOT NULL REFERENCES journal_anchor (id),
  chain BIGINT NOT NULL,
  number BIGINT NOT NULL,
  seal TEXT NOT NULL,            -- over these and the hash of that act, which stands in the journal alone
  PRIMARY KEY (chain, anchor_id)
) --sqlite: WITHOUT ROWID
;
CREATE INDEX journal_anchor_line_anchor ON journal_anchor_line (anchor_id);

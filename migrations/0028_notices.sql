-- Letters to one person: made in the transaction that takes what they tell from the notices, at most one a day.
CREATE TABLE mail (
  id INTEGER PRIMARY KEY NOT NULL,
  person_id BIGINT NOT NULL REFERENCES person (id),
  day INTEGER NOT NULL,          -- days since 1970-01-01, in Bangkok
  address TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,        -- not before: of the next try
  tries INTEGER NOT NULL,
  claim TEXT NOT NULL,           -- which server is at it, or ''
  claimed_until BIGINT NOT NULL, -- then another may take it
  handed_at BIGINT,              -- its text went out: from here on nobody sends it again by itself
  sent_at BIGINT,
  dead_at BIGINT,
  why TEXT NOT NULL,             -- what the mail server said last
  UNIQUE (person_id, day)
);
CREATE INDEX mail_due ON mail (due_at) WHERE sent_at IS NULL AND dead_at IS NULL;
CREATE INDEX mail_dead ON mail (dead_at) WHERE dead_at IS NOT NULL;
CREATE TABLE mail_choice (
  person_id BIGINT PRIMARY KEY NOT NULL REFERENCES person (id),
  language TEXT NOT NULL,
  chosen_at BIGINT NOT NULL
);
CREATE INDEX mail_day ON mail (day);

-- What a seat is told of: one row a seat and act; acts that come by the hundred gather in one unread row.
CREATE TABLE notice (
  id INTEGER PRIMARY KEY NOT NULL,
  seat_id BIGINT NOT NULL REFERENCES seat (id),
  person_id BIGINT NOT NULL REFERENCES person (id),
  act TEXT NOT NULL,
  round_id BIGINT NOT NULL,      -- 0: of no round in particular
  place_id BIGINT NOT NULL,      -- organisation it is about
  by_seat BIGINT NOT NULL,
  said TEXT NOT NULL,
  gathers INTEGER NOT NULL,
  count INTEGER NOT NULL,
  at BIGINT NOT NULL,
  read_at BIGINT,
  reminder_id BIGINT NOT NULL,   -- the reminder round it belongs to, or 0
  mail INTEGER NOT NULL,         -- 0 not by mail, 1 no address, 2 waits for a mail, 3 in a mail, 4 read before it went
  mail_at BIGINT,                -- not before
  mail_id BIGINT
);
CREATE INDEX notice_seat ON notice (seat_id, at);
CREATE INDEX notice_unread ON notice (seat_id) WHERE read_at IS NULL;
CREATE UNIQUE INDEX notice_gathered ON notice (seat_id, act, round_id) WHERE read_at IS NULL AND gathers = 1;
CREATE INDEX notice_mail ON notice (mail_at) WHERE mail = 2;
CREATE INDEX notice_person ON notice (person_id) WHERE mail = 2;
CREATE INDEX notice_in_mail ON notice (mail_id) WHERE mail_id IS NOT NULL;
CREATE INDEX notice_reminder ON notice (reminder_id) WHERE reminder_id <> 0;

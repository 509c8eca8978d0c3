-- name: add
-- A seat is told of one thing.
INSERT INTO notice (seat_id, person_id, act, round_id, place_id, by_seat, said, gathers, count, at, reminder_id, mail, mail_at)
VALUES (:seat, :person, :act, :round, :place, :by, :said, 0, 1, :at, :reminder, :mail, :mail_at)

-- name: gather
-- One more of its kind, counted in the unread line that is there already.
INSERT INTO notice (seat_id, person_id, act, round_id, place_id, by_seat, said, gathers, count, at, reminder_id, mail, mail_at)
VALUES (:seat, :person, :act, :round, :place, :by, :said, 1, 1, :at, 0, 0, NULL)
ON CONFLICT (seat_id, act, round_id) WHERE read_at IS NULL AND gathers = 1 DO UPDATE SET
  count = notice.count + 1, place_id = excluded.place_id, by_seat = excluded.by_seat, said = excluded.said, at = excluded.at

-- name: unread
-- How many of a seat's are unread, up to as many as are worth counting.
SELECT COUNT(*) FROM (SELECT 1 FROM notice WHERE seat_id = :seat AND read_at IS NULL LIMIT :most) unread

-- name: page
-- A seat's notices, the latest first.
SELECT id, seat_id, person_id, act, round_id, place_id, by_seat, said, gathers, count, at, read_at, reminder_id, mail, mail_at, mail_id
FROM notice WHERE seat_id = :seat ORDER BY at DESC, id DESC LIMIT :most OFFSET :skipped

-- name: one
-- One of a seat's own.
SELECT id, seat_id, person_id, act, round_id, place_id, by_seat, said, gathers, count, at, read_at, reminder_id, mail, mail_at, mail_id
FROM notice WHERE id = :id AND seat_id = :seat

-- name: read_one
-- Read; the first time counts.
UPDATE notice SET read_at = :now WHERE id = :id AND seat_id = :seat AND read_at IS NULL

-- name: read_all
-- All that were on the page when it was made: what came since is not read yet.
UPDATE notice SET read_at = :now WHERE seat_id = :seat AND read_at IS NULL AND id <= :newest AND at <= :until

-- name: people_to_mail
-- Whom something has waited for long enough to be mailed.
SELECT person_id, MIN(mail_at) FROM notice WHERE mail = 2 AND mail_at <= :now GROUP BY person_id ORDER BY 2, 1 LIMIT :most

-- name: leave_read
-- What was read in the program meanwhile needs no letter.
UPDATE notice SET mail = 4 WHERE person_id = :person AND mail = 2 AND read_at IS NOT NULL

-- name: to_mail
-- What a person's letter tells.
SELECT id, seat_id, person_id, act, round_id, place_id, by_seat, said, gathers, count, at, read_at, reminder_id, mail, mail_at, mail_id
FROM notice WHERE person_id = :person AND mail = 2 ORDER BY at, id

-- name: put_off
-- There was a letter today: the rest waits.
UPDATE notice SET mail_at = :later WHERE person_id = :person AND mail = 2 AND mail_at < :later

-- name: no_address
-- Nowhere to send it.
UPDATE notice SET mail = 1 WHERE person_id = :person AND mail = 2

-- name: put_in
-- What waited is in a letter now.
UPDATE notice SET mail = 3, mail_id = :mail WHERE person_id = :person AND mail = 2

-- name: mailed_on
-- Has there been a letter that day?
SELECT 1 FROM mail WHERE person_id = :person AND day = :day

-- name: post
-- A letter; one a person and day.
INSERT INTO mail (person_id, day, address, subject, text, message_id, made_at, due_at, tries, claim, claimed_until, why)
VALUES (:person, :day, :address, :subject, :text, :message_id, :now, :now, 0, '', 0, '') RETURNING id

-- name: language
-- In which language a person's letters are.
SELECT language FROM mail_choice WHERE person_id = :person

-- name: choose_language
-- As the person chose.
INSERT INTO mail_choice (person_id, language, chosen_at) VALUES (:person, :language, :now)
ON CONFLICT (person_id) DO UPDATE SET language = excluded.language, chosen_at = excluded.chosen_at

-- name: due
-- Is there a letter to send?
SELECT 1 FROM mail WHERE sent_at IS NULL AND dead_at IS NULL AND handed_at IS NULL AND due_at <= :now AND claimed_until <= :now LIMIT 1

-- name: claim
-- Letters to send, for one server alone, until its time is over.
UPDATE mail SET claim = :claim, claimed_until = :until WHERE id IN (
  SELECT id FROM mail WHERE sent_at IS NULL AND dead_at IS NULL AND handed_at IS NULL AND due_at <= :now AND claimed_until <= :now
  ORDER BY due_at, id LIMIT :most)
RETURNING id, address, subject, text, message_id, made_at, tries

-- name: hand
-- The text is about to go out: once, and only by whose letter it is.
UPDATE mail SET handed_at = :now, claimed_until = :until
WHERE id = :id AND claim = :claim AND handed_at IS NULL AND sent_at IS NULL AND dead_at IS NULL

-- name: sent
-- The mail server has taken it.
UPDATE mail SET sent_at = :now, tries = tries + 1, claim = '', claimed_until = 0, why = '' WHERE id = :id AND claim = :claim

-- name: try_later
-- The mail server has not taken it, and said so.
UPDATE mail SET handed_at = NULL, due_at = :due, tries = tries + :tried, claim = '', claimed_until = 0, why = :why
WHERE id = :id AND claim = :claim

-- name: bury
-- It will not be sent again by itself.
UPDATE mail SET dead_at = :now, tries = tries + 1, claim = '', claimed_until = 0, why = :why WHERE id = :id AND claim = :claim

-- name: lost
-- Is there one whose sender died?
SELECT 1 FROM mail WHERE handed_at IS NOT NULL AND sent_at IS NULL AND dead_at IS NULL AND claimed_until <= :now LIMIT 1

-- name: bury_lost
-- Its text went out, and who sent it died before hearing what became of it.
UPDATE mail SET dead_at = :now, tries = tries + 1, claim = '', claimed_until = 0, why = :why
WHERE handed_at IS NOT NULL AND sent_at IS NULL AND dead_at IS NULL AND claimed_until <= :now

-- name: dead
-- Letters that are not sent again by themselves, the latest first.
SELECT id, person_id, address, subject, message_id, made_at, tries, handed_at, dead_at, why FROM mail
WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT :most

-- name: revive
-- Somebody wants it tried again.
UPDATE mail SET dead_at = NULL, handed_at = NULL, due_at = :now, tries = 0 WHERE id = :id AND dead_at IS NOT NULL

-- name: mail_counts
-- How many letters wait, went, died; how many were tried and wait, and since when the oldest does.
SELECT SUM(CASE WHEN sent_at IS NULL AND dead_at IS NULL THEN 1 ELSE 0 END), SUM(CASE WHEN sent_at IS NOT NULL THEN 1 ELSE 0 END),
  SUM(CASE WHEN dead_at IS NOT NULL THEN 1 ELSE 0 END), MIN(CASE WHEN sent_at IS NULL AND dead_at IS NULL THEN made_at END)
FROM mail

-- name: last_trouble
-- What the mail server said last of a letter that still waits.
SELECT why FROM mail WHERE sent_at IS NULL AND dead_at IS NULL AND why <> '' ORDER BY due_at DESC LIMIT 1

-- name: remind
-- An office begins a reminder round.
INSERT INTO reminder (round_id, place_id, audience, note, made_at, made_by) VALUES (:round, :place, :audience, :note, :now, :by) RETURNING id

-- name: reminder
-- One reminder round, for those who stand at its place or above it.
SELECT id, round_id, place_id, audience, note, made_at, made_by, told_at FROM reminder WHERE id = :id AND (:place = 0 OR place_id = :place)

-- name: reminders
-- The reminder rounds of a round, the latest first; of one place, or of all.
SELECT id, round_id, place_id, audience, note, made_at, made_by, told_at FROM reminder
WHERE round_id = :round AND (:place = 0 OR place_id = :place) ORDER BY id DESC LIMIT 50

-- name: reminder_told
-- All have been told.
UPDATE reminder SET told_at = :now WHERE id = :id

-- name: reached
-- Whom a reminder reached, and how.
SELECT n.seat_id, n.place_id, n.mail, n.read_at, n.mail_at, m.sent_at, m.dead_at, m.why FROM notice n LEFT JOIN mail m ON m.id = n.mail_id
WHERE n.reminder_id = :id ORDER BY n.id LIMIT :most

-- name: reached_counts
-- The same, counted.
SELECT n.mail, CASE WHEN m.sent_at IS NOT NULL THEN 1 ELSE 0 END, CASE WHEN m.dead_at IS NOT NULL THEN 1 ELSE 0 END, COUNT(*),
  SUM(CASE WHEN n.read_at IS NOT NULL THEN 1 ELSE 0 END)
FROM notice n LEFT JOIN mail m ON m.id = n.mail_id WHERE n.reminder_id = :id GROUP BY 1, 2, 3

-- name: mailed_people
-- Who had a letter that day: the next goes on another.
SELECT person_id FROM mail WHERE day = :day

-- name: cover_reminder
-- Who had whom reminded, for the seals of the journal.
SELECT id, '', round_id, place_id, audience, note, made_at, made_by
FROM reminder WHERE id BETWEEN :from AND :to ORDER BY id

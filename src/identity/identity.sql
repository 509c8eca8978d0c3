-- name: account
-- By the name one signs in with.
SELECT id, password_hash, disabled FROM person WHERE login = :login

-- name: tries
-- How often this name or address failed of late.
SELECT failures, last_at FROM sign_in_try WHERE subject = :subject

-- name: note_failure
-- One more failure; an hour of peace forgets the earlier ones.
INSERT INTO sign_in_try (subject, failures, last_at) VALUES (:subject, 1, :now)
ON CONFLICT (subject) DO UPDATE SET
  failures = CASE WHEN sign_in_try.last_at < :forgotten THEN 1 ELSE sign_in_try.failures + 1 END,
  last_at = excluded.last_at

-- name: forget_failures
-- A password that fits clears the name.
DELETE FROM sign_in_try WHERE subject = :subject

-- name: forget_tries
-- They slow nobody down any more.
DELETE FROM sign_in_try WHERE last_at < :before

-- name: known_browser
-- Whether this person has signed in from it of late.
SELECT 1 FROM known_browser WHERE person_id = :person AND token_hash = :token_hash AND seen_at > :since

-- name: remember_browser
-- Signed in from it, now.
INSERT INTO known_browser (token_hash, person_id, seen_at) VALUES (:token_hash, :person, :now)
ON CONFLICT (person_id, token_hash) DO UPDATE SET seen_at = excluded.seen_at

-- name: forget_browsers_beyond
-- A person has a few; programs that keep no cookie would leave one a sign-in.
DELETE FROM known_browser WHERE person_id = :person AND token_hash NOT IN (
  SELECT token_hash FROM known_browser WHERE person_id = :person ORDER BY seen_at DESC, token_hash LIMIT :most)

-- name: forget_browsers_of
-- A new password: known is who knows it.
DELETE FROM known_browser WHERE person_id = :person

-- name: forget_browsers
-- Nobody has signed in from them for long.
DELETE FROM known_browser WHERE seen_at < :before

-- name: begin_session
-- The cookie holds the token; only its hash is kept.
INSERT INTO session (token_hash, person_id, seat_id, csrf, begun_at, seen_at, expires_at)
SELECT :token_hash, :person, s.id, :csrf, :now, :now, :expires FROM seat s
WHERE s.person_id = :person AND s.ended_at IS NULL ORDER BY s.id LIMIT 1

-- name: session
-- Who acts, from which seat.
SELECT s.csrf, s.expires_at, s.seen_at, t.id, t.person_id, t.organisation_id, t.role, p.name, p.login,
  EXISTS (SELECT 1 FROM done_request d WHERE d.key = :key AND d.person_id = s.person_id)
FROM session s JOIN person p ON p.id = s.person_id JOIN seat t ON t.id = s.seat_id
WHERE s.token_hash = :token_hash AND p.disabled = 0 AND t.ended_at IS NULL

-- name: every_session
-- All that have not run out, with the seat each acts from.
SELECT s.token_hash, s.seen_at, s.seat_id
FROM session s JOIN person p ON p.id = s.person_id JOIN seat t ON t.id = s.seat_id
WHERE s.expires_at > :now AND p.disabled = 0 AND t.ended_at IS NULL

-- name: note_done
-- A request with a key has been done.
INSERT INTO done_request (key, person_id, at) VALUES (:key, :person, :now)

-- name: forget_done
-- A day is longer than any browser keeps trying.
DELETE FROM done_request WHERE at < :before

-- name: forget_sessions
-- They open nothing any more.
DELETE FROM session WHERE expires_at <= :now

-- name: touch
-- Still there: written at most every five minutes.
UPDATE session SET seen_at = :now WHERE token_hash = :token_hash AND seen_at < :older

-- name: end_session
-- Sign out.
DELETE FROM session WHERE token_hash = :token_hash

-- name: end_other_sessions
-- A new password signs every other place out.
DELETE FROM session WHERE person_id = :person

-- name: switch_seat
-- To another seat of the same person only.
UPDATE session SET seat_id = :seat WHERE token_hash = :token_hash AND person_id = :person
  AND EXISTS (SELECT 1 FROM seat WHERE id = :seat AND person_id = :person AND ended_at IS NULL)

-- name: seats
-- Every seat a person holds.
SELECT t.id, t.person_id, t.organisation_id, t.role, p.name, p.login
FROM seat t JOIN person p ON p.id = t.person_id WHERE t.person_id = :person AND t.ended_at IS NULL ORDER BY t.id

-- name: seat
-- Who did it.
SELECT t.id, t.person_id, t.organisation_id, t.role, p.name, p.login
FROM seat t JOIN person p ON p.id = t.person_id WHERE t.id = :seat

-- name: change_password
-- The new hash.
UPDATE person SET password_hash = :hash WHERE id = :person

-- name: add_person
-- A person who may sign in once they have a seat.
INSERT INTO person (login, name, email, phone, password_hash, demonstration, made_at)
VALUES (:login, :name, :email, :phone, :hash, :demonstration, :now) RETURNING id

-- name: add_seat
-- A person in an organisation, as what.
INSERT INTO seat (person_id, organisation_id, role) VALUES (:person, :organisation, :role) RETURNING id

-- name: any_person
-- Is there anybody real, or anybody invented?
SELECT 1 FROM person WHERE demonstration = :demonstration LIMIT 1

-- name: contacts
-- Whom to telephone at one body.
SELECT t.organisation_id, t.role, p.name, p.phone FROM seat t JOIN person p ON p.id = t.person_id
WHERE t.organisation_id = :organisation AND t.role IN ('clerk', 'approver') AND t.ended_at IS NULL AND p.disabled = 0
ORDER BY t.id

-- name: all_contacts
-- Whom to telephone at every body.
SELECT t.organisation_id, t.role, p.name, p.phone FROM seat t JOIN person p ON p.id = t.person_id
WHERE t.role IN ('clerk', 'approver') AND t.ended_at IS NULL AND p.disabled = 0 ORDER BY t.id

-- name: recipients_at
-- Who holds a seat at one place, to be told of something.
SELECT t.id, t.person_id, t.organisation_id, t.role, p.name, p.email FROM seat t JOIN person p ON p.id = t.person_id
WHERE t.organisation_id = :organisation AND t.ended_at IS NULL AND p.disabled = 0 ORDER BY t.id

-- name: recipients_after
-- A part of the country's seats, to tell them one part after the other.
SELECT t.id, t.person_id, t.organisation_id, t.role, p.name, p.email FROM seat t JOIN person p ON p.id = t.person_id
WHERE t.id > :seat AND t.ended_at IS NULL AND p.disabled = 0 ORDER BY t.id LIMIT :most

-- name: seats_of_login
-- Every seat, also an ended one, of who signs in so: for the journal.
SELECT t.id, t.person_id, t.organisation_id, t.role, p.name, p.login
FROM seat t JOIN person p ON p.id = t.person_id WHERE p.login = :login ORDER BY t.id

-- name: seats_named
-- Every seat, also an ended one, of those whose name holds what was typed: for the journal.
SELECT t.id, t.person_id, t.organisation_id, t.role, p.name, p.login
FROM seat t JOIN person p ON p.id = t.person_id WHERE p.name LIKE :pattern ESCAPE '!' ORDER BY t.id LIMIT :most

-- name: recipient_of
-- Who holds one seat, to be written to.
SELECT t.id, t.person_id, t.organisation_id, t.role, p.name, p.email FROM seat t JOIN person p ON p.id = t.person_id
WHERE t.id = :seat AND t.ended_at IS NULL AND p.disabled = 0

-- name: cover_person
-- Somebody who signs in, for the seals of the journal.
SELECT id, '', login, name, email, phone, password_hash, demonstration, disabled, made_at
FROM person WHERE id BETWEEN :from AND :to ORDER BY id

-- name: cover_seat
-- Who sits where as what, for the seals of the journal.
SELECT person_id, id, organisation_id, role, ended_at
FROM seat WHERE person_id BETWEEN :from AND :to ORDER BY person_id, id

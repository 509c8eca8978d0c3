-- name: has_any
-- Whether the registry was filled before.
SELECT 1 FROM organisation LIMIT 1

-- name: add_organisation
-- One organisation with its place in the country.
INSERT INTO organisation
  (id, code, tier, province_id, district_id, region, population, households, villages)
VALUES (:id, :code, :tier, :province, :district, :region, :population, :households, :villages)

-- name: add_name
-- What an organisation was called and was during some time.
INSERT INTO organisation_name (organisation_id, valid_from, valid_to, type, name_th, name_en)
VALUES (:organisation, :valid_from, :valid_to, :type, :name_th, :name_en)

-- name: every_organisation
-- All organisations for the picture made at start.
SELECT id, code, tier, province_id, district_id, region, population, households, villages, merged_into
FROM organisation ORDER BY id

-- name: end_name
-- What it is called now ends on a day.
UPDATE organisation_name SET valid_to = :day WHERE organisation_id = :organisation AND valid_to = :ever

-- name: note_merger
-- The body it became part of.
UPDATE organisation SET merged_into = :into WHERE id = :organisation

-- name: every_name
-- All names, the oldest of each organisation first.
SELECT organisation_id, valid_from, valid_to, type, name_th, name_en
FROM organisation_name ORDER BY organisation_id, valid_from

-- name: cover_organisation
-- A body and its place in the country, for the seals of the journal.
SELECT id, '', code, tier, province_id, district_id, region, population, households, villages, merged_into
FROM organisation WHERE id BETWEEN :from AND :to ORDER BY id

-- name: cover_organisation_name
-- What a body was called, for the seals of the journal.
SELECT organisation_id, valid_from, valid_to, type, name_th, name_en
FROM organisation_name WHERE organisation_id BETWEEN :from AND :to ORDER BY organisation_id, valid_from

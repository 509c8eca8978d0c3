-- Raised by every change of a report: who keeps what it works out of a report can tell whether it still holds.
ALTER TABLE report ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

-- Of which types of body only: their codes with a comma between; empty: of all.
ALTER TABLE export_job ADD COLUMN types TEXT NOT NULL DEFAULT '';

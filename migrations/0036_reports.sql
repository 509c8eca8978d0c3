-- Opened again for some answers only: their codes with a space between; empty: for all. Sending clears it.
ALTER TABLE report ADD COLUMN open_only TEXT NOT NULL DEFAULT '';

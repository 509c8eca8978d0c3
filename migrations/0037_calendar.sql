-- Which answers a body asks to have opened again: their codes with a space between; empty: the whole report.
ALTER TABLE extension_request ADD COLUMN questions TEXT NOT NULL DEFAULT '';

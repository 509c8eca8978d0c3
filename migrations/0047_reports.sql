-- Which revision of the plan a sending answered; 0: of before this was kept, filled at the next start.
ALTER TABLE submission ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
-- How its digest was made. 1: over the answers in the order of the plan's questions then; 2: over what is stored.
ALTER TABLE submission ADD COLUMN seal INTEGER NOT NULL DEFAULT 1;

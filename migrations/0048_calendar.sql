-- What followed from a revision that took a round over: reports whose sums were folded anew, those given back to answer
-- more, and those that lack an answer and were left. NULL: nothing had to follow.
ALTER TABLE plan_revision ADD COLUMN folded INTEGER;
ALTER TABLE plan_revision ADD COLUMN returned INTEGER;
ALTER TABLE plan_revision ADD COLUMN left_as INTEGER;

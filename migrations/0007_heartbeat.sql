-- One row that the readiness probe changes: only a change that reaches the disk shows that the
-- disk still takes them.
CREATE TABLE heartbeat (
  id INTEGER PRIMARY KEY NOT NULL,
  beats BIGINT NOT NULL
);
INSERT INTO heartbeat (id, beats) VALUES (1, 0);

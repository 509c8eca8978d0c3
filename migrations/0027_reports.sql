-- How complete a country is, counted from this index alone; a save of an answer does not touch it.
CREATE INDEX report_stages ON report (round_id, province_id, organisation_id, stage, submitted_at);

-- A letter to an institution that another node serves: when it was handed to the post, when that node had it,
-- and why it would not take it.
ALTER TABLE letter ADD COLUMN handed_at timestamptz;
ALTER TABLE letter ADD COLUMN delivered_at timestamptz;
ALTER TABLE letter ADD COLUMN refused text;

CREATE INDEX letter_waiting ON letter (receiver, handed_at)
    WHERE handed_at IS NOT NULL AND delivered_at IS NULL;

-- A document is looked for by what the log says of it.
CREATE INDEX letter_content ON letter (owner, content);

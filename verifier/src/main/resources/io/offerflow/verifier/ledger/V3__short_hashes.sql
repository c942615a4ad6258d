-- key_hash stands for (network, asset, payer, nonce), credit_hash for the transfer that paid (tx, credit): the indexes over them are a fifth
-- as large, and their pages make up most of what a payment writes. The program fills both in for the rows that are there.
ALTER TABLE payment ADD COLUMN key_hash TEXT NOT NULL DEFAULT '';

ALTER TABLE payment ADD COLUMN credit_hash TEXT;

DROP INDEX payment_key;

CREATE UNIQUE INDEX payment_key ON payment (key_hash);

DROP INDEX payment_credit;

-- One transaction credits one payment; where a transaction really holds several transfers, credit names the one that is meant.
CREATE UNIQUE INDEX payment_credit ON payment (credit_hash, network) WHERE credit_hash IS NOT NULL;

-- One row for each payment that was ever reserved and not forgotten: reservation, outbox of unknown outcomes and book of revenue.
-- Only what SQLite and PostgreSQL read alike. *_at and lease_until: milliseconds since 1970; valid_before: seconds since 1970.
-- delivery names the request that got what was paid for; while it is null, the next that presents the payment gets it.
CREATE TABLE payment (
  id TEXT NOT NULL PRIMARY KEY,
  network TEXT NOT NULL,
  asset TEXT NOT NULL,
  payer TEXT NOT NULL,
  nonce TEXT NOT NULL,
  state TEXT NOT NULL,
  owner TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  offer_namespace TEXT NOT NULL,
  offer_name TEXT NOT NULL,
  offer_uid TEXT NOT NULL,
  pay_to TEXT NOT NULL,
  amount TEXT NOT NULL,
  valid_before BIGINT NOT NULL,
  facilitator TEXT NOT NULL,
  identifier TEXT,
  digest TEXT,
  delivery TEXT,
  tx TEXT,
  credit TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  settle_order TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  settled_at BIGINT
);

CREATE UNIQUE INDEX payment_key ON payment (network, asset, payer, nonce);

-- One transaction credits one payment; where a transaction really holds several transfers, credit names the one that is meant.
CREATE UNIQUE INDEX payment_credit ON payment (network, tx, credit) WHERE state = 'settled' AND tx IS NOT NULL;

CREATE UNIQUE INDEX payment_identifier ON payment (payer, identifier) WHERE identifier IS NOT NULL AND state <> 'released';

-- Everything that still moves or will be forgotten; the book of settled payments does not burden it.
CREATE INDEX payment_open ON payment (state, updated_at) WHERE state <> 'settled';

CREATE VIEW revenue AS
  SELECT id, offer_namespace, offer_name, offer_uid, network, asset, amount, pay_to, payer, tx, delivery, created_at, settled_at
  FROM payment WHERE state = 'settled';

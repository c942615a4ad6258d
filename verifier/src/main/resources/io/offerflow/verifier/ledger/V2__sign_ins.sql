-- Sign-in messages that were presented: each opens something once, on whichever replica. until: milliseconds since 1970, when the
-- message has expired by itself.
CREATE TABLE sign_in (
  wallet TEXT NOT NULL,
  nonce TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (wallet, nonce)
);

CREATE INDEX sign_in_until ON sign_in (until);

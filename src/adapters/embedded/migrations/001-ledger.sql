-- Sessions, configurations, models, orders, fills and P&L, and how far each outbox has been delivered.
-- Decimals are text with the venue's places; times are Unix nanoseconds.

create table outboxes (
  outbox_id text primary key,
  delivered_count integer not null
) strict, without rowid;

create table sessions (
  session_id text primary key,
  account text not null,
  mode text not null,
  version text not null,
  config_hash text not null,
  started_unix_ns integer not null
) strict, without rowid;

create table session_ends (
  session_id text primary key,
  ended_unix_ns integer not null,
  ending text not null,
  run_hash text not null
) strict, without rowid;

create table configs (
  hash text primary key,
  text text not null,
  who text not null,
  at_unix_ns integer not null
) strict, without rowid;

create table models (
  name text not null,
  hash text not null,
  manifest text not null,
  at_unix_ns integer not null,
  primary key (name, hash)
) strict, without rowid;

create table orders (
  account text not null,
  mode text not null,
  venue text not null,
  market text not null,
  symbol text not null,
  session_id text not null,
  client_order_id text not null,
  side text not null,
  type text not null,
  price text not null,
  size text not null,
  filled text not null,
  state text not null,
  sent_unix_ns integer not null,
  updated_unix_ns integer not null,
  unique (account, mode, venue, market, symbol, client_order_id)
) strict;

create index orders_by_session on orders (session_id, sent_unix_ns);
create index orders_by_symbol on orders (symbol, sent_unix_ns);

create table fills (
  account text not null,
  mode text not null,
  venue text not null,
  market text not null,
  symbol text not null,
  session_id text not null,
  trade_id text not null,
  client_order_id text not null,
  side text not null,
  price text not null,
  size text not null,
  fee text not null,
  fee_asset text not null,
  maker integer not null check (maker in (0, 1)),
  cause text not null,
  venue_unix_ns integer not null,
  received_unix_ns integer not null,
  unique (account, mode, venue, market, symbol, trade_id, client_order_id)
) strict;

create index fills_by_session on fills (session_id, venue_unix_ns);
create index fills_by_symbol on fills (symbol, venue_unix_ns);
create index fills_by_time on fills (venue_unix_ns);

create table pnl (
  account text not null,
  mode text not null,
  venue text not null,
  market text not null,
  symbol text not null,
  session_id text not null,
  at_unix_ns integer not null,
  position text not null,
  mid text not null,
  unit text not null,
  net text not null,
  gross text not null,
  fees text not null,
  spread_capture text not null,
  inventory text not null,
  primary key (session_id, account, mode, venue, market, symbol, at_unix_ns)
) strict, without rowid;

create index pnl_by_symbol on pnl (symbol, at_unix_ns);

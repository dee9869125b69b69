-- Sessions, configurations, models, orders, fills and P&L, and how far each outbox has been delivered.
-- Decimals keep the venue's places. Times are Unix nanoseconds; beside each the same as a timestamp, to the microsecond
-- below. Text is compared by bytes: keys, and what sorts by them, mean the same on every server.

create function time_of(unix_ns bigint) returns timestamptz language sql immutable strict parallel safe
  return (timestamp '1970-01-01' + (unix_ns / 1000) * interval '1 microsecond') at time zone 'UTC';

create table outboxes (
  outbox_id text collate "C" primary key,
  delivered_count bigint not null
);

create table sessions (
  session_id text collate "C" primary key,
  account text collate "C" not null,
  mode text collate "C" not null,
  version text collate "C" not null,
  config_hash text collate "C" not null,
  started_unix_ns bigint not null,
  started_time timestamptz generated always as (time_of(started_unix_ns)) stored
);

create table session_ends (
  session_id text collate "C" primary key,
  ended_unix_ns bigint not null,
  ended_time timestamptz generated always as (time_of(ended_unix_ns)) stored,
  ending text collate "C" not null,
  run_hash text collate "C" not null
);

create table configs (
  hash text collate "C" primary key,
  text text collate "C" not null,
  who text collate "C" not null,
  at_unix_ns bigint not null,
  at_time timestamptz generated always as (time_of(at_unix_ns)) stored
);

create table models (
  name text collate "C" not null,
  hash text collate "C" not null,
  manifest text collate "C" not null,
  at_unix_ns bigint not null,
  at_time timestamptz generated always as (time_of(at_unix_ns)) stored,
  primary key (name, hash)
);

create table orders (
  account text collate "C" not null,
  mode text collate "C" not null,
  venue text collate "C" not null,
  market text collate "C" not null,
  symbol text collate "C" not null,
  session_id text collate "C" not null,
  client_order_id text collate "C" not null,
  side text collate "C" not null,
  type text collate "C" not null,
  price numeric not null,
  size numeric not null,
  filled numeric not null,
  state text collate "C" not null,
  sent_unix_ns bigint not null,
  sent_time timestamptz generated always as (time_of(sent_unix_ns)) stored,
  updated_unix_ns bigint not null,
  updated_time timestamptz generated always as (time_of(updated_unix_ns)) stored,
  unique (account, mode, venue, market, symbol, client_order_id)
);

create index orders_by_session on orders (session_id, sent_unix_ns);
create index orders_by_symbol on orders (symbol, sent_unix_ns);

create table fills (
  account text collate "C" not null,
  mode text collate "C" not null,
  venue text collate "C" not null,
  market text collate "C" not null,
  symbol text collate "C" not null,
  session_id text collate "C" not null,
  trade_id text collate "C" not null,
  client_order_id text collate "C" not null,
  side text collate "C" not null,
  price numeric not null,
  size numeric not null,
  fee numeric not null,
  fee_asset text collate "C" not null,
  maker boolean not null,
  cause text collate "C" not null,
  venue_unix_ns bigint not null,
  venue_time timestamptz generated always as (time_of(venue_unix_ns)) stored,
  received_unix_ns bigint not null,
  received_time timestamptz generated always as (time_of(received_unix_ns)) stored,
  unique (account, mode, venue, market, symbol, trade_id, client_order_id)
);

create index fills_by_session on fills (session_id, venue_unix_ns);
create index fills_by_symbol on fills (symbol, venue_unix_ns);
create index fills_by_time on fills (venue_unix_ns);

create table pnl (
  account text collate "C" not null,
  mode text collate "C" not null,
  venue text collate "C" not null,
  market text collate "C" not null,
  symbol text collate "C" not null,
  session_id text collate "C" not null,
  at_unix_ns bigint not null,
  at_time timestamptz generated always as (time_of(at_unix_ns)) stored,
  position numeric not null,
  mid numeric not null,
  unit text collate "C" not null,
  net numeric not null,
  gross numeric not null,
  fees numeric not null,
  spread_capture numeric not null,
  inventory numeric not null,
  primary key (session_id, account, mode, venue, market, symbol, at_unix_ns)
);

create index pnl_by_symbol on pnl (symbol, at_unix_ns);

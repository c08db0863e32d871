create type item_state as enum ('draft', 'live');
create table authors (
  author_id serial primary key,
  name varchar(40) not null unique,
  born date
);
create table items (
  code varchar(20) not null primary key,
  title text not null,
  author integer references authors (author_id),
  pages smallint not null default 10,
  big bigint,
  price numeric(10,2) not null,
  weight double precision,
  fresh boolean not null default true,
  published timestamp,
  day date,
  details jsonb,
  key uuid,
  state item_state not null default 'draft',
  twice integer generated always as (pages * 2) stored
);
insert into authors (name, born) values ('Abelson', '1947-04-26');
insert into items (code, title, author, price, published, details, key)
values ('sicp', 'SICP', 1, 25.50, '2026-01-02 03:04:05', '{"a": [1, null]}', '0190a5f2-1111-7000-8000-000000000000');
create view cheap as select code as id, title, price from items where price < 30;
create table versioned (id bigint generated always as identity primary key, title text not null, created_at timestamptz, updated_at timestamptz, version integer not null);
create table log (line text not null);
create table pairs (a integer not null, b integer not null, primary key (a, b));
create table blobs (id serial primary key, data bytea, note text);

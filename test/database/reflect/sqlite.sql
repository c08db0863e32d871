create table authors (
  author_id integer primary key,
  name varchar(40) not null unique,
  born date
);
create table items (
  code varchar(20) not null primary key,
  title text not null,
  author integer references authors (author_id),
  pages int not null default 10,
  big bigint,
  price decimal(10,2) not null,
  weight real,
  fresh boolean not null default 1,
  published datetime,
  day date,
  details json,
  key uuid,
  state varchar(10) not null default 'draft' check (state in ('draft', 'live')),
  twice integer generated always as (pages * 2) stored
);
insert into authors values (1, 'Abelson', '1947-04-26');
insert into items (code, title, author, price, published, details, key)
values ('sicp', 'SICP', 1, '25.50', '2026-01-02 03:04:05', '{"a": [1, null]}', '0190A5F2111170008000000000000000');
create view cheap as select code as id, title, price from items where price < 30;
create table versioned (id integer primary key, title text not null, created_at datetime, updated_at datetime, version integer not null);
create table log (line text not null);
create table pairs (a integer not null, b integer not null, primary key (a, b));
create table blobs (id integer primary key, data blob, note text);

create table authors (
  author_id int auto_increment primary key,
  name varchar(40) not null unique,
  born date
);
create table items (
  code varchar(20) not null primary key,
  title text not null,
  author int,
  pages smallint not null default 10,
  big bigint,
  price decimal(10,2) not null,
  weight double,
  fresh boolean not null default true,
  published datetime,
  day date,
  details json,
  `key` char(36),
  state enum('draft', 'live') not null default 'draft',
  twice int generated always as (pages * 2) stored,
  foreign key (author) references authors (author_id)
);
insert into authors (name, born) values ('Abelson', '1947-04-26');
insert into items (code, title, author, price, published, details, `key`)
values ('sicp', 'SICP', 1, 25.50, '2026-01-02 03:04:05', '{"a": [1, null]}', '0190a5f2-1111-7000-8000-000000000000');
create view cheap as select code as id, title, price from items where price < 30;
create table versioned (id bigint auto_increment primary key, title text not null, created_at datetime(3), updated_at datetime(3), version int not null);
create table log (line text not null);
create table pairs (a int not null, b int not null, primary key (a, b));
create table blobs (id int auto_increment primary key, data blob, note text);

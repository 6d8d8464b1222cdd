create table if not exists auction(
    id uuid primary key,
    title varchar(80) not null,
    starting_cents bigint not null,
    increment_cents bigint not null,
    ends_at timestamp with time zone not null,
    bids int not null default 0,
    price_cents bigint
);

-- Whoever ends an auction writes that down before the winner is called, so that no bid of somebody else comes after it.
alter table auction add column if not exists ended boolean not null default false;

-- The numbers leave no gap and no room for two: whoever writes with old knowledge of the auction is refused.
create table if not exists bid(
    auction_id uuid not null references auction(id),
    id uuid not null,
    number int not null,
    bidder varchar(40) not null,
    cents bigint not null,
    placed_at timestamp with time zone not null,
    primary key (auction_id, id),
    unique (auction_id, number)
);

create table if not exists sale(
    auction_id uuid primary key references auction(id),
    winner varchar(40) not null,
    cents bigint not null,
    currency varchar(3) not null,
    rate numeric(18, 8) not null,
    converted_cents bigint not null,
    settled_at timestamp with time zone not null
);

create table if not exists watch(
    bidder varchar(40) not null,
    auction_id uuid not null references auction(id),
    primary key (bidder, auction_id)
);

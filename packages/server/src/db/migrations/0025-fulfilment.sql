-- How staff look orders up: by state, newest first, and by the beginning of a buyer's name. Partial with conditions that
-- neither a placed order meets nor the statement that places it names: batches write nothing to them and never choose them.
create index orders_of_shop on orders (app_id, state, placed_at, id) where state <> 'held' and quantity > 0;
create index orders_by_name on orders (app_id, buyer_name text_pattern_ops, placed_at)
  where state <> 'held' and quantity > 0;

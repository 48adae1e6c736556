-- A batch's journal row is ids, which do not compress: trying to costs CPU with every batch and saves nothing.
alter table journal alter column payload set storage external;

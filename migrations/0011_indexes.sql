-- A customer has few links. With the work provider as its second column, PostgreSQL reads the whole index for the links of
-- one driver, by a plan that it made while there were few.
drop index link_of_customer;
create index link_of_customer on link (customer_number);

-- A driver's page asks for the links of one customer that wait. Without an index it reads all that waits, of everyone.
create index unsettled_by_link on unsettled (link_id) where link_id is not null;

"""Getting pages from their publishers, politely, into the raw folder. Nothing else of Tarikh opens a connection."""

"""The review page: a server that stores and shows, and a worker that reads (needs the extra ``web``)."""

"""Questions over the seeds, what answers them, and the replies that people get."""

"""What has been done: events, the store, merging."""

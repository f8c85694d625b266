"""Documents in and out: Word, Excel, text tables, calendars."""

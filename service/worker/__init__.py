"""Work that happens by itself: leased jobs, due timers, dates that come. Holds no business rule; every change is a command."""

"""Sign-in with VNeID, the national electronic identity: the adapter to come and the simulator beside it."""

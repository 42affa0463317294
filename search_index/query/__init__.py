"""What a reader types, as a small tree that never fails to parse."""

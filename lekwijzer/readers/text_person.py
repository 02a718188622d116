def passages(t): return []

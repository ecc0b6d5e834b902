def move_line(m):
    return str(m)

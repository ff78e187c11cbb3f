"""One file per rule, in folders by what they look at; the first digit of a code is the folder's.

1 entities   2 namespace   3 network   4 access   5 processing   6 monitoring   7 script
"""

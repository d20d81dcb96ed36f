"""llama.cpp, the program that cmdai is compared with."""

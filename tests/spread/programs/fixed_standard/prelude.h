#define LEFT 3

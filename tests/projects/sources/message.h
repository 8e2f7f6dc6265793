#define MESSAGE "hello"

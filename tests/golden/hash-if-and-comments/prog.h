/* struct in_a_comment { int a; }; */
#if 0
struct switched_off { int a; };
#endif
// struct in_a_line_comment { int a; };
#define TEXT "struct in_a_string { int a; };"
typedef struct {
	int a;
} real_one;

#pragma once
#define GADGET_PASTE_(a, b) a##b
#define GADGET_PASTE(a, b) GADGET_PASTE_(a, b)
#define GADGET_TRACER(name, map, event_type)                                                       \
	const void *gadget_tracer_##name##___##map##___##event_type __attribute__((unused));       \
	const struct event_type *GADGET_PASTE(unused_event_, __LINE__) __attribute__((unused))
#define GADGET_PARAM(name) const void *gadget_param_##name __attribute__((unused))

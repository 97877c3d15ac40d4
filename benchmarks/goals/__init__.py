"""The goals, in the order they are told: each module measures one."""

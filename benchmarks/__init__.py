"""What people feel, measured side by side with what they would use instead."""

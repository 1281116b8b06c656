"""What pages and the REST API share on the wire: who asks, who is let in, errors as answers, headers, logs. No business rule."""

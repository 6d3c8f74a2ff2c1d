"""What every capability needs to offer itself over JSON; the API itself is a surface."""

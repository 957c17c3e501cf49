"""What readers and the team see of a relecture: text with its buttons, remarks in their context, invitations."""
